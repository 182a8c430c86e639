# What a plan says, without AWS and without credentials: `terraform test`.

mock_provider "aws" {
  source          = "./tests/mocks"
  override_during = plan
}

variables {
  allowed_cidrs = ["203.0.113.0/24"]
}

run "browsers_are_pinned_for_a_day_by_default" {
  command = plan

  assert {
    condition     = aws_lb_target_group.app.stickiness[0].enabled && aws_lb_target_group.app.stickiness[0].type == "lb_cookie" && aws_lb_target_group.app.stickiness[0].cookie_duration == 86400
    error_message = "stickiness must be on by default, by the load balancer's cookie, for a day"
  }
  assert {
    condition     = output.stickiness.enabled && output.try_it.flip == "terraform apply -var stickiness_enabled=false"
    error_message = "the outputs must say that stickiness is on and how to turn it off"
  }
}

run "one_flag_turns_it_off" {
  command = plan
  variables {
    stickiness_enabled = false
  }

  assert {
    condition     = !aws_lb_target_group.app.stickiness[0].enabled && !output.stickiness.enabled
    error_message = "stickiness_enabled=false must reach the target group"
  }
}

run "what_pages_ask_without_a_cookie_never_counts_as_non_sticky" {
  command = plan

  assert {
    condition     = aws_lb_target_group.app.stickiness[0].enabled && !aws_lb_target_group.reports.stickiness[0].enabled
    error_message = "the reports' group must never be sticky: NonStickyRequestCount is the load balancer's, and counts sticky groups"
  }
  assert {
    condition     = aws_lb_listener_rule.reports["http"].priority == 10 && one(aws_lb_listener_rule.reports["http"].condition).path_pattern[0].values == toset(["/api/instance"]) && aws_lb_listener_rule.reports["http"].action[0].type == "forward"
    error_message = "/api/instance must be forwarded by a rule of its own"
  }
  assert {
    condition     = one(aws_lb_listener_rule.metrics["http"].condition).path_pattern[0].values == toset(["/metrics"]) && aws_lb_listener_rule.metrics["http"].action[0].fixed_response[0].status_code == "404"
    error_message = "/metrics must be answered by the load balancer, with 404"
  }
  assert {
    condition     = aws_lb_target_group.reports.name == "sticky-rooms-reports"
    error_message = "the reports' group must be named after the stack"
  }
}

run "settings_reach_the_load_balancer" {
  command = plan
  variables {
    stickiness_cookie_duration = 60
    load_balancing_algorithm   = "least_outstanding_requests"
    deregistration_delay       = 5
    idle_timeout               = 45
  }

  assert {
    condition     = aws_lb_target_group.app.stickiness[0].cookie_duration == 60 && aws_lb_target_group.app.load_balancing_algorithm_type == "least_outstanding_requests" && aws_lb_target_group.app.deregistration_delay == "5" && aws_lb.this.idle_timeout == 45
    error_message = "duration, algorithm, deregistration delay and idle timeout must be as set"
  }
}

run "without_a_certificate_port_80_forwards" {
  command = plan

  assert {
    condition     = aws_lb_listener.http.default_action[0].type == "forward" && length(aws_lb_listener.https) == 0 && length(aws_vpc_security_group_ingress_rule.alb_from_clients) == 1
    error_message = "without a certificate port 80 must forward, and be the only open port"
  }
  assert {
    condition     = startswith(output.url, "http://") && strcontains(output.cross_site_cookies, "refuse AWSALBCORS")
    error_message = "plain HTTP must be said, with what it means for cookies of other sites"
  }
}

run "with_a_certificate_port_80_redirects" {
  command = plan
  variables {
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
    domain_name     = "chat.example.com"
  }

  assert {
    condition     = aws_lb_listener.http.default_action[0].type == "redirect" && aws_lb_listener.http.default_action[0].redirect[0].status_code == "HTTP_301" && length(aws_vpc_security_group_ingress_rule.alb_from_clients) == 2
    error_message = "with a certificate port 80 must redirect, and 443 be open besides"
  }
  assert {
    condition     = aws_lb_listener.https[0].ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06" && startswith(output.url, "https://") && startswith(output.cross_site_cookies, "HTTPS")
    error_message = "with a certificate 443 must forward with a modern TLS policy"
  }
}

run "addresses_are_those_that_the_certificate_covers" {
  command = plan
  variables {
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
    domain_name     = "chat.example.com"
  }

  assert {
    condition     = output.url == "https://chat.example.com" && output.health_url == "https://chat.example.com/health" && output.try_it.doctor == "npm run doctor -- https://chat.example.com"
    error_message = "with domain_name the outputs must use it"
  }
  assert {
    condition     = output.load_balancer_dns_name != "chat.example.com"
    error_message = "the name to point at must be the load balancer's own"
  }
}

run "a_certificate_without_a_name_is_pointed_out" {
  command = plan
  variables {
    certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
  }

  expect_failures = [check.addresses_match_the_certificate]
}

run "a_name_may_be_had_without_a_certificate" {
  command = plan
  variables {
    domain_name = "chat.example.com"
  }

  assert {
    condition     = output.url == "http://chat.example.com"
    error_message = "plain HTTP must use domain_name too"
  }
}

run "a_name_that_is_an_address_is_refused" {
  command = plan
  variables {
    domain_name = "https://chat.example.com/"
  }

  expect_failures = [var.domain_name]
}

run "instances_are_hardened" {
  command = plan

  assert {
    condition     = aws_launch_template.app.metadata_options[0].http_tokens == "required" && aws_launch_template.app.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "IMDSv2 must be required, and out of the container's reach"
  }
  assert {
    condition     = aws_launch_template.app.block_device_mappings[0].ebs[0].encrypted == "true"
    error_message = "disks must be encrypted"
  }
  assert {
    condition     = aws_launch_template.app.key_name == null || aws_launch_template.app.key_name == ""
    error_message = "no key pair"
  }
  assert {
    condition     = strcontains(base64decode(aws_launch_template.app.user_data), "--read-only --cap-drop ALL --security-opt no-new-privileges")
    error_message = "the container must run without privileges on a read-only file system"
  }
}

run "only_the_load_balancer_reaches_instances" {
  command = plan

  assert {
    condition     = aws_vpc_security_group_ingress_rule.app_from_alb.cidr_ipv4 == null && aws_vpc_security_group_ingress_rule.app_from_alb.from_port == 8000 && aws_vpc_security_group_ingress_rule.app_from_alb.to_port == 8000
    error_message = "the chat's port must not be open to addresses"
  }
  assert {
    condition     = aws_vpc_security_group_egress_rule.app_to_https.from_port == 443 && aws_vpc_security_group_egress_rule.app_to_https.to_port == 443
    error_message = "instances may go out by 443 only"
  }
  assert {
    condition     = aws_lb.this.drop_invalid_header_fields && !aws_lb.this.internal
    error_message = "the load balancer must be public and drop invalid headers"
  }
}

run "clients_are_limited_to_allowed_cidrs" {
  command = plan
  variables {
    allowed_cidrs = ["203.0.113.7/32", "198.51.100.0/24"]
  }

  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.alb_from_clients : rule.cidr_ipv4]) == toset(["203.0.113.7/32", "198.51.100.0/24"])
    error_message = "exactly the allowed networks may reach the load balancer"
  }
}

run "names_do_not_depend_on_the_time" {
  command = plan
  variables {
    name = "chat"
  }

  assert {
    condition     = aws_lb.this.name == "chat" && aws_lb_target_group.app.name == "chat" && aws_launch_template.app.name == "chat" && aws_autoscaling_group.app.name == "chat" && aws_iam_role.instance.name == "chat-instance-us-east-1" && aws_s3_bucket.access_logs[0].bucket == "chat-alb-logs-123456789012-us-east-1"
    error_message = "names must be made of var.name, the account and the region only"
  }
}

run "the_group_has_a_fixed_size" {
  command = plan
  variables {
    instance_count = 5
  }

  assert {
    condition     = aws_autoscaling_group.app.min_size == 5 && aws_autoscaling_group.app.max_size == 5 && aws_autoscaling_group.app.desired_capacity == 5 && aws_autoscaling_group.app.health_check_type == "ELB"
    error_message = "as many instances as asked for, replaced when the chat does not answer"
  }
}

run "a_new_instance_is_given_time_to_boot" {
  command = plan

  assert {
    condition     = aws_launch_template.app.credit_specification[0].cpu_credits == "unlimited"
    error_message = "instances that begin without CPU credits must not boot at a tenth of their speed"
  }
  # Booting takes up to three minutes.
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["unhealthy-instances"].evaluation_periods * aws_cloudwatch_metric_alarm.this["unhealthy-instances"].period >= 300
    error_message = "an instance that boots must not raise the alarm"
  }
  assert {
    condition     = aws_autoscaling_group.app.health_check_grace_period == 300 && aws_autoscaling_group.app.instance_refresh[0].preferences[0].min_healthy_percentage == 50 && aws_autoscaling_group.app.instance_refresh[0].preferences[0].instance_warmup == null
    error_message = "half of the instances must stay, and the others be waited for as long as docs/deploying.md says: the grace period, five minutes"
  }
}

run "subnets_are_in_zones_that_have_such_instances" {
  command = plan
  override_data {
    target = data.aws_ec2_instance_type_offerings.instances
    values = { locations = ["us-east-1f", "us-east-1c", "us-east-1b"] }
  }

  assert {
    condition     = aws_subnet.public[*].availability_zone == ["us-east-1b", "us-east-1c"]
    error_message = "a zone without such instances must be left out, and the others be taken in their order"
  }
}

run "a_region_without_two_such_zones_is_pointed_out" {
  command = plan
  override_data {
    target = data.aws_ec2_instance_type_offerings.instances
    values = { locations = ["us-east-1c"] }
  }

  expect_failures = [check.two_zones_have_such_instances]
  assert {
    condition     = aws_subnet.public[*].availability_zone == ["us-east-1c", "us-east-1a"]
    error_message = "the load balancer must have two zones all the same"
  }
}

run "the_published_image_runs_unless_another_is_named" {
  command = plan

  assert {
    condition     = strcontains(base64decode(aws_launch_template.app.user_data), "image='${local.published_image}'") && length(aws_ecr_repository.this) == 0 && output.push_image == null
    error_message = "without container_image the published image is run, and no repository is made"
  }
  assert {
    condition     = length(data.aws_iam_policy_document.instance.statement) == 1
    error_message = "a public image needs no rights"
  }
}

run "an_image_of_your_own_is_in_a_repository_that_is_made_here" {
  command = plan
  variables {
    image_repository_enabled = true
    instance_count           = 0
  }
  expect_failures = [check.stickiness_is_visible]

  # Resolved at launch: a new operating system image must change nothing that Terraform plans.
  assert {
    condition     = aws_launch_template.app.image_id == "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
    error_message = "the operating system image must be named by its parameter, not by an id that Terraform looks up"
  }
  assert {
    condition     = strcontains(base64decode(aws_launch_template.app.user_data), "image='123456789012.dkr.ecr.us-east-1.amazonaws.com/chat:v1'") && startswith(aws_launch_template.app.image_id, "resolve:ssm:") && endswith(aws_launch_template.app.image_id, "-arm64") && aws_launch_template.app.instance_type == "t4g.micro"
    error_message = "the stack's own repository is used, on arm64"
  }
  assert {
    condition     = data.aws_iam_policy_document.instance.statement[1].resources == toset(["arn:aws:ecr:us-east-1:123456789012:repository/chat"])
    error_message = "instances may pull from the stack's own repository only"
  }
}

run "another_image_and_processor" {
  command = plan
  variables {
    container_image = "registry.example.com:443/team/chat:1.0.0"
    architecture    = "x86_64"
  }

  assert {
    condition     = strcontains(base64decode(aws_launch_template.app.user_data), "image='registry.example.com:443/team/chat:1.0.0'") && endswith(aws_launch_template.app.image_id, "-x86_64") && aws_launch_template.app.instance_type == "t3.micro"
    error_message = "image and processor must be as set"
  }
  assert {
    condition     = length(data.aws_iam_policy_document.instance.statement) == 1
    error_message = "an image that is not in ECR needs no rights there"
  }
}

run "an_image_in_another_repository_of_ecr_may_be_pulled" {
  command = plan
  variables {
    container_image = "210987654321.dkr.ecr.eu-west-1.amazonaws.com/team/chat:1.0.0"
  }

  assert {
    condition     = data.aws_iam_policy_document.instance.statement[1].resources == toset(["arn:aws:ecr:eu-west-1:210987654321:repository/team/chat"])
    error_message = "instances must be allowed to pull the image that is named, and no other"
  }
}

run "an_image_of_ecr_by_digest_may_be_pulled_in_other_partitions" {
  command = plan
  variables {
    container_image = "210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn/chat@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
  override_data {
    target = data.aws_partition.current
    values = { partition = "aws-cn" }
  }
  override_data {
    target = data.aws_region.current
    values = { name = "cn-north-1" }
  }

  assert {
    condition     = data.aws_iam_policy_document.instance.statement[1].resources == toset(["arn:aws-cn:ecr:cn-north-1:210987654321:repository/chat"])
    error_message = "the repository must be named in the partition where the stack is"
  }
  assert {
    condition     = startswith(output.dashboard_url, "https://cn-north-1.console.amazonaws.cn/cloudwatch/home?region=cn-north-1#")
    error_message = "the console's address must be that of the partition"
  }
}

run "rooms_are_in_memory_by_default" {
  command = plan

  assert {
    condition     = length(aws_elasticache_replication_group.this) == 0 && !strcontains(base64decode(aws_launch_template.app.user_data), "REDIS_URL")
    error_message = "no store unless asked for"
  }
}

run "shared_state_is_encrypted_and_wired_to_the_instances" {
  command = plan
  variables {
    shared_state_enabled = true
  }

  assert {
    condition     = aws_elasticache_replication_group.this[0].engine == "valkey" && aws_elasticache_replication_group.this[0].transit_encryption_enabled && aws_elasticache_replication_group.this[0].at_rest_encryption_enabled == "true"
    error_message = "Valkey, encrypted in transit and at rest"
  }
  assert {
    condition     = aws_elasticache_replication_group.this[0].transit_encryption_mode == "required" && aws_elasticache_replication_group.this[0].parameter_group_name == aws_elasticache_parameter_group.this[0].name && one(aws_elasticache_parameter_group.this[0].parameter).name == "maxmemory-policy" && one(aws_elasticache_parameter_group.this[0].parameter).value == "noeviction"
    error_message = "TLS only, and a full store must refuse, not throw rooms away"
  }
  assert {
    condition     = strcontains(base64decode(aws_launch_template.app.user_data), "--env STATE=redis --env REDIS_URL='rediss://master.chat.use1.cache.amazonaws.com:6379'")
    error_message = "the instances must be told where the store is"
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.valkey_from_app[0].cidr_ipv4 == null && aws_vpc_security_group_ingress_rule.valkey_from_app[0].from_port == 6379
    error_message = "only the instances may reach the store"
  }
}

run "access_logs_expire" {
  command = plan
  variables {
    log_retention_days = 7
  }

  assert {
    condition     = aws_lb.this.access_logs[0].enabled && aws_s3_bucket_lifecycle_configuration.access_logs[0].rule[0].expiration[0].days == 7 && aws_cloudwatch_log_group.app.retention_in_days == 7
    error_message = "logs must be kept as long as asked, and no longer"
  }
  assert {
    condition     = aws_s3_bucket_public_access_block.access_logs[0].block_public_acls && aws_s3_bucket_public_access_block.access_logs[0].block_public_policy && aws_s3_bucket_public_access_block.access_logs[0].ignore_public_acls && aws_s3_bucket_public_access_block.access_logs[0].restrict_public_buckets
    error_message = "the access logs must not be public"
  }
}

run "access_logs_can_be_left_out" {
  command = plan
  variables {
    access_logs_enabled = false
  }

  assert {
    condition     = !aws_lb.this.access_logs[0].enabled && length(aws_s3_bucket.access_logs) == 0 && output.access_logs == null
    error_message = "no bucket and no logging without access_logs_enabled"
  }
}

run "the_dashboard_shows_stickiness" {
  command = plan

  assert {
    condition     = contains(flatten([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : try(widget.properties.metrics, [])]), "NonStickyRequestCount")
    error_message = "NonStickyRequestCount must be on the dashboard"
  }
  assert {
    condition     = alltrue([for metric in ["RequestCount", "HTTPCode_Target_4XX_Count", "HTTPCode_ELB_5XX_Count", "ActiveConnectionCount", "HealthyHostCount", "UnHealthyHostCount", "TargetResponseTime"] : strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "\"${metric}\"")])
    error_message = "a metric is missing on the dashboard"
  }
  assert {
    condition     = length([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget if widget.type == "log" && startswith(try(widget.properties.query, ""), "SOURCE '/sticky-rooms/instances' | ")]) >= 5
    error_message = "the Logs Insights queries must be on the dashboard and name the instances' log group"
  }
  assert {
    condition     = length([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget if widget.type == "log" && strcontains(try(widget.properties.query, ""), "latest(connections)")]) == 1
    error_message = "open connections must be what each instance said last, not a sum that a killed one leaves too high"
  }
  assert {
    condition     = length([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget if widget.type == "log" && try(widget.properties.view, "") == "timeSeries" && strcontains(try(widget.properties.query, ""), "code = 1")]) == 1
    error_message = "Session ID unknown over time must be on the dashboard"
  }
  assert {
    condition     = alltrue([for widget in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : widget.x + widget.width <= 24])
    error_message = "a widget sticks out of the dashboard's 24 columns"
  }
}

run "alarms_tell_whom_they_are_asked_to" {
  command = plan
  variables {
    alarm_actions = ["arn:aws:sns:us-east-1:123456789012:on-call"]
  }

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 3 && alltrue([for alarm in aws_cloudwatch_metric_alarm.this : contains(alarm.alarm_actions, "arn:aws:sns:us-east-1:123456789012:on-call") && alarm.treat_missing_data == "notBreaching"])
    error_message = "each alarm must tell alarm_actions, and be silent while nobody uses the chat"
  }
}

run "values_too_small_are_refused" {
  command = plan
  variables {
    stickiness_cookie_duration = 0
    instance_count             = -1
    deregistration_delay       = -1
    idle_timeout               = 29
    log_retention_days         = 2
    allowed_cidrs              = []
    name                       = "ab"
  }
  expect_failures = [var.stickiness_cookie_duration, var.instance_count, var.deregistration_delay, var.idle_timeout, var.log_retention_days, var.allowed_cidrs, var.name]
}

run "values_too_large_are_refused" {
  command = plan
  variables {
    stickiness_cookie_duration = 604801
    instance_count             = 11
    deregistration_delay       = 3601
    idle_timeout               = 61
    allowed_cidrs              = ["10.0.0.300/8"]
    name                       = "a-name-of-21-letters-x"
    alarm_actions              = ["pager"]
  }
  expect_failures = [var.stickiness_cookie_duration, var.instance_count, var.deregistration_delay, var.idle_timeout, var.allowed_cidrs, var.name, var.alarm_actions]
}

run "fractions_and_unknown_words_are_refused" {
  command = plan
  variables {
    stickiness_cookie_duration = 1.5
    instance_count             = 2.5
    deregistration_delay       = 0.5
    idle_timeout               = 45.5
    load_balancing_algorithm   = "random"
    architecture               = "riscv"
    container_image            = "chat:latest"
    certificate_arn            = "my-certificate"
    name                       = "Chat!"
    tags                       = { "aws:owner" = "me" }
  }
  expect_failures = [var.stickiness_cookie_duration, var.instance_count, var.deregistration_delay, var.idle_timeout, var.load_balancing_algorithm, var.architecture, var.container_image, var.certificate_arn, var.name, var.tags]
}

run "an_image_without_a_tag_is_refused" {
  command = plan
  variables {
    container_image = "ghcr.io/example/chat"
  }
  expect_failures = [var.container_image]
}

run "an_image_that_instances_cannot_reach_is_refused" {
  command = plan
  variables {
    container_image = "registry.example.com:5000/team/chat:1.0.0"
  }
  expect_failures = [var.container_image]
}

run "an_image_by_digest_is_allowed" {
  command = plan
  variables {
    container_image = "ghcr.io/example/chat@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  }
}

run "networks_with_host_bits_or_given_twice_are_refused" {
  command = plan
  variables {
    allowed_cidrs = ["203.0.113.7/24", "203.0.113.7/24"]
  }
  expect_failures = [var.allowed_cidrs]
}

run "an_ipv6_network_is_refused" {
  command = plan
  variables {
    allowed_cidrs = ["2001:db8::/32"]
  }
  expect_failures = [var.allowed_cidrs]
}

run "a_name_that_aws_keeps_for_itself_is_refused" {
  command = plan
  variables {
    name = "internal-chat"
  }
  expect_failures = [var.name]
}

run "a_name_that_aws_keeps_for_security_groups_is_refused" {
  command = plan
  variables {
    name = "sg-chat"
  }
  expect_failures = [var.name]
}

run "stickiness_and_weighted_random_are_refused_together" {
  command = plan
  variables {
    load_balancing_algorithm = "weighted_random"
  }
  expect_failures = [var.stickiness_enabled]
}

run "weighted_random_without_stickiness_is_allowed" {
  command = plan
  variables {
    load_balancing_algorithm = "weighted_random"
    stickiness_enabled       = false
  }

  assert {
    condition     = output.try_it.flip == "terraform apply -var stickiness_enabled=true -var load_balancing_algorithm=round_robin"
    error_message = "the command for the flip must be one that is not refused"
  }
}

run "a_certificate_of_another_region_is_refused" {
  command = plan
  variables {
    certificate_arn = "arn:aws:acm:eu-west-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
  }
  expect_failures = [check.certificate_is_of_this_region, check.addresses_match_the_certificate]
}

run "a_single_instance_is_pointed_out" {
  command = plan
  variables {
    instance_count = 1
  }
  expect_failures = [check.stickiness_is_visible]
}

run "a_zone_gets_the_name_and_proves_the_certificate" {
  command = plan
  variables {
    domain_name = "chat.example.com"
    zone_id     = "Z0123456789ABCDEFGHIJ"
  }

  assert {
    condition     = aws_route53_record.chat[0].name == "chat.example.com" && aws_route53_record.chat[0].zone_id == "Z0123456789ABCDEFGHIJ" && aws_acm_certificate.this[0].validation_method == "DNS" && aws_route53_record.proof[0].type == "CNAME"
    error_message = "the record of the name and the proof of the certificate must be in the zone"
  }
  assert {
    condition     = aws_lb_listener.https[0].certificate_arn == aws_acm_certificate_validation.this[0].certificate_arn && output.url == "https://chat.example.com"
    error_message = "the listener must wait for the certificate to be proved"
  }
}

run "a_zone_without_a_name_is_refused" {
  command = plan
  variables {
    zone_id = "Z0123456789ABCDEFGHIJ"
  }
  expect_failures = [var.zone_id]
}

run "a_network_that_exists_is_used_and_left_alone" {
  command = plan
  variables {
    vpc_id              = "vpc-0123456789abcdef0"
    subnet_ids          = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    instance_subnet_ids = ["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"]
  }

  assert {
    condition     = length(aws_vpc.this) + length(aws_subnet.public) + length(aws_internet_gateway.this) + length(aws_default_security_group.this) == 0
    error_message = "nothing of the network may be made"
  }
  assert {
    condition     = aws_lb.this.subnets == toset(["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]) && aws_autoscaling_group.app.vpc_zone_identifier == toset(["subnet-0123456789abcdef2", "subnet-0123456789abcdef3"]) && aws_security_group.app.vpc_id == "vpc-0123456789abcdef0"
    error_message = "the load balancer and the instances must stand where they are told to"
  }
  assert {
    condition     = aws_launch_template.app.network_interfaces[0].associate_public_ip_address == "false"
    error_message = "instances in private subnets have no public addresses"
  }
}

run "half_a_network_is_refused" {
  command = plan
  variables {
    subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
  }
  expect_failures = [var.vpc_id]
}

run "nothing_optional_is_made_unless_asked_for" {
  command = plan

  assert {
    condition     = length(aws_flow_log.this) + length(aws_sns_topic.alarms) + length(aws_iam_role_policy.ssm) + length(aws_wafv2_web_acl_association.this) + length(aws_acm_certificate.this) + length(aws_ecr_repository.this) == 0 && !aws_lb.this.enable_deletion_protection
    error_message = "options are off by default"
  }
}

run "options_are_made_when_asked_for" {
  command = plan
  variables {
    flow_logs_enabled           = true
    alarm_emails                = ["on-call@example.com"]
    ssm_enabled                 = true
    deletion_protection_enabled = true
    web_acl_arn                 = "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/chat/00000000-0000-0000-0000-000000000000"
  }

  assert {
    condition     = aws_flow_log.this[0].traffic_type == "ALL" && aws_sns_topic_subscription.alarms["on-call@example.com"].protocol == "email" && aws_lb.this.enable_deletion_protection && length(aws_iam_role_policy.ssm) == 1 && length(aws_wafv2_web_acl_association.this) == 1
    error_message = "each option must make what it names"
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.boot_failed : contains(alarm.alarm_actions, "arn:aws:sns:us-east-1:123456789012:chat-alarms")]) && contains(aws_cloudwatch_metric_alarm.this["unknown-sessions"].alarm_actions, "arn:aws:sns:us-east-1:123456789012:chat-alarms")
    error_message = "each alarm must tell the topic"
  }
}

run "a_boot_that_fails_raises_an_alarm_that_names_the_step" {
  command = plan

  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.boot_failed)) == toset(["packages", "pull", "architecture", "run"]) && alltrue([for step, alarm in aws_cloudwatch_metric_alarm.boot_failed : alarm.dimensions["Step"] == step && strcontains(base64decode(aws_launch_template.app.user_data), "step=${step}\n")])
    error_message = "each step of the boot must have an alarm, and each alarm a step"
  }
}
