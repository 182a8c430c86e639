# What an hour costs in us-east-1 with the defaults, from AWS's list prices as of November 2026 (written down from
# memory of https://aws.amazon.com/elasticloadbalancing/pricing, /ec2/pricing/on-demand, /ebs/pricing, /vpc/pricing and
# /elasticache/pricing; look there before you rely on it):
#   load balancer 0.0225, one capacity unit 0.008 at most    0.0305
#   3 t4g.micro at 0.0084 (t3.micro 0.0104)                  0.0252
#   3 × 8 GiB gp3 at 0.08 a GiB and month                    0.0026
#   5 public IPv4 addresses at 0.005                         0.0250
#   logs, dashboard, 3 alarms at 0.10 a month                0.0010
#                                                            0.084 USD, or 61 USD a month
#   shared_state_enabled: one cache.t4g.micro with Valkey    0.0128 more
#   3 instances that never rest (instances.tf)               0.2160 more

################################################################################
# Where it is
################################################################################

output "url" {
  description = "The chat. With domain_name, once that name points at the load balancer."
  value       = local.url
}

output "health_url" {
  description = "What the load balancer asks; through it, some instance's answer."
  value       = "${local.url}${aws_lb_target_group.app.health_check[0].path}"
}

output "dashboard_url" {
  description = "The CloudWatch dashboard."
  value       = "https://${local.partition == "aws-us-gov" ? "" : "${local.region}."}${local.console}/cloudwatch/home?region=${local.region}#dashboards/dashboard/${aws_cloudwatch_dashboard.this.dashboard_name}"
}

output "access_logs" {
  description = "Where the access logs are, if there are any."
  value       = var.access_logs_enabled ? "s3://${aws_s3_bucket.access_logs[0].bucket}/AWSLogs/${local.account_id}/elasticloadbalancing/${local.region}/" : null
}

################################################################################
# What to try
################################################################################

output "stickiness" {
  description = "What the target group is set to."
  value = {
    enabled         = var.stickiness_enabled
    cookie_duration = var.stickiness_cookie_duration
    algorithm       = var.load_balancing_algorithm
  }
}

output "try_it" {
  description = "Commands that show what the setting does."
  value = {
    cookies    = "curl -si ${local.url}/health | grep -i set-cookie"
    instances  = "for i in 1 2 3 4 5 6; do curl -s ${local.url}/health | grep -o '\"hostname\":\"[^\"]*\"'; done"
    doctor     = "npm run doctor -- ${local.url}"
    experiment = "npm run experiment -- --url ${local.url}"
    browsers   = "E2E_URL=${local.url} npm run e2e"
    # What AWS refuses together with stickiness has to go with the flip.
    flip = "terraform apply -var stickiness_enabled=${!var.stickiness_enabled}${var.load_balancing_algorithm == "weighted_random" ? " -var load_balancing_algorithm=round_robin" : ""}"
  }
}

output "cross_site_cookies" {
  description = "Whether pages on other sites can be pinned."
  value = (local.https
    ? "HTTPS: browsers keep AWSALBCORS, so that pages on other sites are pinned too."
    : "Plain HTTP: browsers refuse AWSALBCORS (SameSite=None needs Secure). Pages served by this load balancer are pinned through AWSALB; pages on other sites cannot be. Set certificate_arn for those."
  )
}

output "push_image" {
  description = "How to fill the repository that is made here, if one is."
  value = var.image_repository_enabled ? join("", [<<-EOT
    aws ecr get-login-password --region ${local.region} | docker login --username AWS --password-stdin ${split("/", aws_ecr_repository.this[0].repository_url)[0]}
    docker buildx build --platform linux/${var.architecture == "arm64" ? "arm64" : "amd64"} --tag ${aws_ecr_repository.this[0].repository_url}:v1 --push ..
  EOT
  ]) : null
}

################################################################################
# Names for the AWS API: what a stand-in needs to follow this stack
################################################################################

output "region" {
  description = "Where all of it is."
  value       = local.region
}

output "load_balancer_name" {
  description = "Name of the load balancer."
  value       = aws_lb.this.name
}

output "load_balancer_dns_name" {
  description = "The load balancer's own name, for a CNAME or alias to point at."
  value       = aws_lb.this.dns_name
}

output "target_group_arn" {
  description = "ARN of the target group; stays the same when stickiness is flipped."
  value       = aws_lb_target_group.app.arn
}

output "autoscaling_group_name" {
  description = "Name of the Auto Scaling group."
  value       = aws_autoscaling_group.app.name
}

output "boot_log" {
  description = "Commands that show why an instance did not start."
  value = {
    reason  = "aws logs filter-log-events --region ${local.region} --log-group-name ${aws_cloudwatch_log_group.app.name} --filter-pattern '{ $.msg = \"boot failed\" }' --query 'events[].message' --output text"
    console = "aws ec2 get-console-output --region ${local.region} --latest --output text --instance-id INSTANCE"
  }
}

output "log_group_name" {
  description = "CloudWatch Logs group of the instances."
  value       = aws_cloudwatch_log_group.app.name
}
