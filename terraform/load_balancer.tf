################################################################################
# Load balancer. The numbers are those of the local stand-in (lab/defaults.ts; alb.test.ts holds them together).
################################################################################

resource "aws_lb" "this" {
  name                       = local.name
  load_balancer_type         = "application"
  subnets                    = local.subnet_ids
  security_groups            = [aws_security_group.alb.id]
  idle_timeout               = var.idle_timeout
  drop_invalid_header_fields = true
  # Off by default: this stack is meant to be destroyed after the demonstration.
  enable_deletion_protection = var.deletion_protection_enabled
  tags                       = local.tags

  access_logs {
    bucket  = var.access_logs_enabled ? aws_s3_bucket.access_logs[0].bucket : ""
    enabled = var.access_logs_enabled
  }

  # The first log file is a test that AWS writes at once: it needs the policy.
  depends_on = [aws_s3_bucket_policy.access_logs]
}

resource "aws_lb_target_group" "app" {
  name                          = local.name
  port                          = local.app_port
  protocol                      = "HTTP"
  target_type                   = "instance"
  vpc_id                        = local.vpc_id
  deregistration_delay          = var.deregistration_delay
  load_balancing_algorithm_type = var.load_balancing_algorithm
  tags                          = local.tags

  stickiness {
    type            = "lb_cookie"
    enabled         = var.stickiness_enabled
    cookie_duration = var.stickiness_cookie_duration
  }

  health_check {
    path                = "/health"
    matcher             = "200"
    interval            = 5
    timeout             = 2
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

# What pages ask /api/instance, again and again and on purpose without a cookie. In the group above each of these would count
# as a NonStickyRequestCount, which is the metric that shows what stickiness does.
resource "aws_lb_target_group" "reports" {
  name                 = "${local.name}-reports"
  port                 = local.app_port
  protocol             = "HTTP"
  target_type          = "instance"
  vpc_id               = local.vpc_id
  deregistration_delay = var.deregistration_delay
  tags                 = local.tags

  stickiness {
    type    = "lb_cookie"
    enabled = false
  }

  health_check {
    path                = "/health"
    matcher             = "200"
    interval            = 5
    timeout             = 2
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"
  tags              = local.tags

  default_action {
    type             = local.https ? "redirect" : "forward"
    target_group_arn = local.https ? null : aws_lb_target_group.app.arn

    dynamic "redirect" {
      for_each = local.https ? [443] : []
      content {
        port        = redirect.value
        protocol    = "HTTPS"
        status_code = "HTTP_301"
      }
    }
  }
}

resource "aws_lb_listener" "https" {
  count = local.https ? 1 : 0

  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = local.certificate_arn
  tags              = local.tags

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}

locals {
  # The one that forwards to the instances, by its protocol: a rule cannot move, and so that none is missing meanwhile
  # a certificate adds rules to one listener beside taking them from the other.
  chat_listener = {
    (local.https ? "https" : "http") = local.https ? aws_lb_listener.https[0].arn : aws_lb_listener.http.arn
  }
}

resource "aws_lb_listener_rule" "reports" {
  for_each     = local.chat_listener
  listener_arn = each.value
  priority     = 10
  tags         = local.tags

  condition {
    path_pattern {
      values = ["/api/instance"]
    }
  }

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.reports.arn
  }
}

# What an instance tells Prometheus stays on its own port.
resource "aws_lb_listener_rule" "metrics" {
  for_each     = local.chat_listener
  listener_arn = each.value
  priority     = 20
  tags         = local.tags

  condition {
    path_pattern {
      values = ["/metrics"]
    }
  }

  action {
    type = "fixed-response"

    fixed_response {
      status_code  = "404"
      content_type = "text/plain"
      message_body = "Not found"
    }
  }
}

resource "aws_wafv2_web_acl_association" "this" {
  count = var.web_acl_arn == null ? 0 : 1

  resource_arn = aws_lb.this.arn
  web_acl_arn  = var.web_acl_arn
}
